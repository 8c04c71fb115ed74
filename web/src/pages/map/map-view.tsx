// The map: its canvas with the keys that move on it, the buttons beside it, and what one is looking at in words.
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import css from './canvas.module.css';
import type { Choice } from './choice.ts';
import type { Direction } from './cursor.ts';
import { Signs } from './legend.tsx';
import type { LiveSeats } from './live.ts';
import { looksOf } from './looks.ts';
import page from './map.module.css';
import type { Hall } from './model.ts';
import { Surface } from './surface.ts';
import { type Names, useWords } from './words.ts';

export interface MapProps {
  readonly hall: Hall;
  readonly live: LiveSeats | undefined;
  readonly choice: Choice;
  readonly mine: ReadonlySet<number>;
  readonly names: Names;
  readonly onSeat: (seat: number) => void;
  /** Standing room: the name of its section. */
  readonly onRoom: (section: string) => void;
  /** The keys came to a seat. */
  readonly onCursor: (seat: number, isChosen: boolean) => void;
  readonly onEdge: () => void;
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
const STEP = 1.5;

export function MapView(props: MapProps) {
  const { hall, live, choice, mine, names } = props;
  const t = useTranslations('map');
  const help = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [seat, setSeat] = useState(-1);
  const surface = useSurface(canvas, props, setSeat);
  const words = useWords(hall, live, names);
  const looks = useMemo(() => looksOf(hall, live, choice, mine), [hall, live, choice, mine]);
  useEffect(() => surface?.show(looks, words), [surface, looks, words]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!surface || event.altKey || event.ctrlKey || event.metaKey) return;
    const isKnown = pressed(event.key, surface, props, setSeat);
    if (isKnown) event.preventDefault();
  };
  // It takes the focus, and arrow keys as no other element does: that is what the role tells.
  const byKeys = {
    role: 'application',
    tabIndex: 0,
    'aria-label': t('map.label'),
    'aria-describedby': help,
    onKeyDown,
    onBlur: () => surface?.leave(),
  };
  return (
    <div className={css.map}>
      <div {...byKeys} className={css.surface}>
        <canvas ref={canvas} className={css.canvas} />
      </div>
      <p id={help} className={page.hidden}>
        {t('map.help')}
      </p>
      <div className={css.zoom}>
        <button type="button" aria-label={t('map.nearer')} onClick={() => surface?.zoomBy(STEP)}>
          <Icon path="M5 12h14M12 5v14" />
        </button>
        <button type="button" aria-label={t('map.further')} onClick={() => surface?.zoomBy(1 / STEP)}>
          <Icon path="M5 12h14" />
        </button>
        <button type="button" aria-label={t('map.whole')} onClick={() => surface?.whole()}>
          <Icon path="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />
        </button>
      </div>
      <p className={css.caption} aria-hidden="true">
        {seat === -1 ? t(hall.sections.length > 1 ? 'map.hint' : 'map.hintSeats') : names.full(seat)}
        {seat !== -1 && !choice.includes(seat) && !mine.has(seat) && ` · ${names.state(live, seat)}`}
      </p>
      <div role="status" className={css.coming}>
        {!live && t('live.connecting')}
      </div>
      <Signs />
    </div>
  );
}

/** The canvas as something that can be told what to show, for as long as it is there. */
function useSurface(
  canvas: { readonly current: HTMLCanvasElement | null },
  props: MapProps,
  onSeen: (seat: number) => void,
): Surface | undefined {
  const [surface, setSurface] = useState<Surface>();
  const now = useRef(props);
  now.current = props;
  const { hall } = props;
  useEffect(() => {
    if (!canvas.current) return;
    const made = new Surface(canvas.current, hall, {
      onSeat: (seat) => {
        onSeen(seat);
        now.current.onSeat(seat);
      },
      onRoom: (section) => now.current.onRoom(hall.sections[section]?.name ?? ''),
      onHover: onSeen,
    });
    setSurface(made);
    return () => made.end();
  }, [canvas, hall, onSeen]);
  return surface;
}

/** @returns whether the key means something on the map */
function pressed(
  key: string,
  surface: Surface,
  { choice, ...props }: MapProps,
  onSeen: (seat: number) => void,
): boolean {
  const direction = ARROWS[key];
  if (direction) {
    const before = surface.at();
    const seat = surface.step(direction);
    if (seat === before) props.onEdge();
    else props.onCursor(seat, choice.includes(seat));
    onSeen(seat);
    return true;
  }
  switch (key) {
    case 'Enter':
    case ' ':
      if (surface.at() !== -1) props.onSeat(surface.at());
      return true;
    case '+':
    case '=':
      surface.zoomBy(STEP);
      return true;
    case '-':
    case '_':
      surface.zoomBy(1 / STEP);
      return true;
    case '0':
      surface.whole();
      return true;
    default:
      return false;
  }
}

function Icon({ path }: { readonly path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
