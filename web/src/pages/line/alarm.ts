// Telling somebody that it is their turn: a short tone, if they asked for it, and the phone's buzz.
import { useEffect, useState } from 'react';

const WANTED = 'onsale.sound';

let context: AudioContext | undefined;

/** Browsers let a page sound only after a press: this is called by one. */
function wake(): void {
  context ??= new AudioContext();
  context.resume().catch(() => {});
}

/** Three rising notes: seconds from now, and Hz. */
const NOTES = [
  [0, 660],
  [0.18, 880],
  [0.36, 1_320],
] as const;
const NOTE_SECONDS = 0.16;
const LOUD = 0.25;
/** An exponential fade cannot reach zero. */
const QUIET = 0.001;

function sound(): void {
  if (context?.state !== 'running') return;
  for (const [after, frequency] of NOTES) {
    const startAt = context.currentTime + after;
    const note = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: QUIET });
    volume.gain.exponentialRampToValueAtTime(LOUD, startAt + NOTE_SECONDS / 8);
    volume.gain.exponentialRampToValueAtTime(QUIET, startAt + NOTE_SECONDS);
    note.connect(volume).connect(context.destination);
    note.start(startAt);
    note.stop(startAt + NOTE_SECONDS);
  }
}

const BUZZ_MS = [200, 100, 200, 100, 400];

/** Tells that it is one's turn. */
export function ring(): void {
  if (localStorage.getItem(WANTED) !== null) sound();
  navigator.vibrate?.(BUZZ_MS);
}

/** Whether sound is wanted, which is remembered; it is played once when it is switched on. */
export function useSound(): readonly [isOn: boolean, turn: (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => localStorage.getItem(WANTED) !== null);
  useEffect(() => {
    if (!isOn) return undefined;
    // After a reload any press on the page will do.
    addEventListener('pointerdown', wake);
    addEventListener('keydown', wake);
    return () => {
      removeEventListener('pointerdown', wake);
      removeEventListener('keydown', wake);
    };
  }, [isOn]);
  const turn = (on: boolean) => {
    setOn(on);
    if (!on) return localStorage.removeItem(WANTED);
    localStorage.setItem(WANTED, '1');
    wake();
    context?.resume().then(sound, () => {});
  };
  return [isOn, turn];
}
