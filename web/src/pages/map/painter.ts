// One drawing of the map, layer upon layer: the ground, seats or sections, names, and the cursor.
import { detailOf } from './detail.ts';
import { Labels } from './labels.ts';
import type { Hall } from './model.ts';
import { paintCursor, paintDots, paintNumbers, paintSeats } from './paint-seats.ts';
import { paintGrounds, paintLabels, paintNames, paintStage, shapesOf } from './paint-sections.ts';
import type { Scene } from './scene.ts';
import { Sheets } from './sheet.ts';

export class Painter {
  private readonly sheets = new Sheets();
  private readonly labels = new Labels();
  private readonly shapes: ReturnType<typeof shapesOf>;

  constructor(hall: Hall) {
    this.shapes = shapesOf(hall);
  }

  paint(pen: CanvasRenderingContext2D, scene: Scene): void {
    const { hall, view, size, ratio, theme } = scene;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = theme.paper;
    pen.fillRect(0, 0, size.width * ratio, size.height * ratio);
    const detail = detailOf(hall.pitch * view.scale, hall.seats);
    paintGrounds(pen, scene, this.shapes, detail === 'sections');
    paintStage(pen, scene);
    paintLabels(pen, scene, detail !== 'sections');
    switch (detail) {
      case 'sections':
        break;
      case 'dots':
        paintDots(pen, scene);
        break;
      case 'seats':
      case 'numbers':
        paintSeats(pen, scene, this.sheets);
        if (detail === 'numbers') paintNumbers(pen, scene, this.labels);
        break;
      default:
        detail satisfies never;
    }
    if (detail !== 'sections') paintNames(pen, scene);
    if (scene.hover !== -1) paintCursor(pen, scene, scene.hover);
    if (scene.cursor !== -1) paintCursor(pen, scene, scene.cursor);
  }
}
