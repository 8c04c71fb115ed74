// Imported first: the metrics that use cases count would be lines on the terminal.
import process from 'node:process';

process.env.POWERTOOLS_METRICS_DISABLED = 'true';
