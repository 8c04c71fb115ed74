// What a `User-Agent` says of a device, in two words: its system and its browser.

export interface Device {
  /** As its makers write it, e.g. `iPhone`. */
  readonly system?: string;
  readonly browser?: string;
}

type Sign = readonly [name: string, sign: RegExp];

/** The first that fits: iPads and phones name other systems too. */
const SYSTEMS: readonly Sign[] = [
  ['iPhone', /iPhone|iPod/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['ChromeOS', /CrOS/],
  ['Mac', /Macintosh|Mac OS X/],
  ['Linux', /Linux|X11/],
];

/** The first that fits: nearly all say that they are Safari, many that they are Chrome; apps say it beside. */
const BROWSERS: readonly Sign[] = [
  ['KakaoTalk', /KAKAOTALK/i],
  ['NAVER', /NAVER\(inapp|\bNAVER\b/i],
  ['Whale', /Whale\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Edge', /Edg(?:e|A|iOS)?\//],
  ['Opera', /OPR\/|OPT\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\/|Chromium\//],
  ['Safari', /Safari\//],
];

/** @param userAgent as it came with the login; empty where none did */
export function deviceOf(userAgent: string): Device {
  const system = nameIn(SYSTEMS, userAgent);
  // What is no browser names itself first, e.g. `curl/8.9`.
  const browser = nameIn(BROWSERS, userAgent) ?? /^[\w.-]{2,30}(?=\/)/.exec(userAgent)?.[0];
  const isNamed = browser !== undefined && browser !== 'Mozilla';
  return { ...(system ? { system } : {}), ...(isNamed ? { browser } : {}) };
}

const nameIn = (signs: readonly Sign[], userAgent: string) => signs.find(([, sign]) => sign.test(userAgent))?.[0];
