// The colours and the type of the page's tokens, as a canvas takes them.

export interface Theme {
  readonly paper: string;
  readonly ground: string;
  readonly raised: string;
  readonly ink: string;
  readonly soft: string;
  readonly edge: string;
  readonly line: string;
  readonly brand: string;
  /** In the order of grades: of what is free, and of the ground of sections. */
  readonly grades: readonly string[];
  readonly washes: readonly string[];
  readonly font: string;
}

const GRADES = ['vip', 'standard', 'standing'];

/** @param within the element whose custom properties count */
export function themeOf(within: HTMLElement): Theme {
  const probe = document.createElement('span');
  // Else all of them would be the colour of text where colours are forced.
  probe.style.setProperty('forced-color-adjust', 'none');
  within.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const theme = {
    paper: colour('paper'),
    ground: colour('ground'),
    raised: colour('raised'),
    ink: colour('ink'),
    soft: colour('soft'),
    edge: colour('edge'),
    line: colour('line'),
    brand: colour('brand'),
    grades: GRADES.map((grade) => colour(`grade-${grade}`)),
    washes: GRADES.map((grade) => colour(`wash-${grade}`)),
    font: getComputedStyle(probe).fontFamily,
  };
  probe.remove();
  return theme;
}
