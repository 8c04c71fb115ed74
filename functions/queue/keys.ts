// Where the line's items are: the keys that this service's store, reads and writes share.

export const stateKey = (concertId: string) => ({ pk: `SALE#${concertId}`, sk: 'STATE' });

export const counterKey = (concertId: string) => ({ pk: `SALE#${concertId}`, sk: 'COUNTER' });

/** What operators made of the line: apart from the state, so that they and ticks never wait for one another. */
export const controlsKey = (concertId: string) => ({ pk: `SALE#${concertId}`, sk: 'CONTROLS' });

export const auditPk = (concertId: string) => `AUDIT#${concertId}`;

/** One entry for each version of the controls. */
export const auditKey = (concertId: string, version: number) => ({
  pk: auditPk(concertId),
  sk: `ORDER#${String(version).padStart(9, '0')}`,
});

/** How holds and payments of the whole shop went in one span of five seconds. */
export const healthKey = (span: number) => ({ pk: `HEALTH#${span}`, sk: 'HEALTH' });

export const blockKey = (concertId: string, block: number) => ({ pk: `PLACES#${concertId}#${block}`, sk: 'BLOCK' });

export const ticketKey = (concertId: string, personId: string) => ({
  pk: `TICKET#${concertId}#${personId}`,
  sk: 'TICKET',
});

/** The one partition that lists the sales that the schedule visits. */
export const ON_SALE = 'ON_SALE';

export const onSaleKey = (concertId: string) => ({ pk: ON_SALE, sk: `SALE#${concertId}` });
