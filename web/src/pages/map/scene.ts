// All that one drawing of the map is made of.
import type { Hall } from './model.ts';
import type { Theme } from './theme.ts';
import type { Size, View } from './view.ts';

export interface Words {
  readonly stage: string;
  /** By section: its name, and what is free of it; `isOver` where nothing is. */
  readonly sections: readonly {
    readonly name: string;
    readonly free: string;
    /** The same where there is no room for more than a number. */
    readonly count: string;
    readonly isOver: boolean;
  }[];
}

export interface Scene {
  readonly hall: Hall;
  readonly looks: Uint8Array;
  readonly words: Words;
  readonly theme: Theme;
  readonly view: View;
  readonly size: Size;
  /** Pixels of the device for one of CSS. */
  readonly ratio: number;
  /** The seat that the keys are on, and the one that the pointer is on; -1: none. */
  readonly cursor: number;
  readonly hover: number;
}
