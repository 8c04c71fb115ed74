// Numbers by index, as many as it takes: eight bytes or fewer each.

type Numbers = Uint8Array | Int32Array | Float64Array;

export class Growing<A extends Numbers> {
  values: A;
  private readonly create: (length: number) => A;

  constructor(create: (length: number) => A, length = 1_024) {
    this.create = create;
    this.values = create(length);
  }

  get(index: number): number {
    return this.values[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.values.length) {
      const more = this.create(Math.max(index + 1, this.values.length * 2));
      more.set(this.values);
      this.values = more;
    }
    this.values[index] = value;
  }
}

/** Several numbers for each entry, one after the other. */
export class Rows {
  private readonly columns: number;
  private readonly cells = new Growing((length) => new Int32Array(length));
  count = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  add(...values: readonly number[]): void {
    for (const [column, value] of values.entries()) this.cells.set(this.count * this.columns + column, value);
    this.count++;
  }

  get(row: number, column: number): number {
    return this.cells.get(row * this.columns + column);
  }
}
