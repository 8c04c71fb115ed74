// A shop's page without a browser: as much of one as the stand-in's SDK touches, and what it did there.
import { runInNewContext } from 'node:vm';

export const SHOP = 'https://shop.example.com';

export interface Visitor {
  readonly userAgent?: string;
  readonly widthPx?: number;
  /** Of the page. */
  readonly lang?: string;
}

type Answer = Readonly<Record<string, unknown>>;

interface Sdk {
  requestPayment(request: object): Promise<Answer>;
  requestIdentityVerification(request: object): Promise<Answer>;
}

class Element extends EventTarget {
  readonly style: Record<string, string> = {};
  readonly attributes: Record<string, string> = {};
  readonly children: Element[] = [];
  /** What was posted into it, with the origin that it was meant for. */
  readonly posted: [unknown, string][] = [];
  readonly contentWindow = { postMessage: (data: unknown, origin: string) => this.posted.push([data, origin]) };
  src = '';
  textContent = '';
  open = false;
  removed = false;

  readonly tag: string;
  constructor(tag: string) {
    super();
    this.tag = tag;
  }
  setAttribute(name: string, value: string) {
    this.attributes[name] = value;
  }
  append(...children: Element[]) {
    this.children.push(...children);
  }
  showModal() {
    this.open = true;
  }
  close() {
    this.open = false;
  }
  remove() {
    this.removed = true;
  }
  focus() {}
}

/** Loads the script as a page of the shop does. @param url of the script */
export function shopPage(
  script: string,
  url: string,
  { userAgent = 'X11', widthPx = 1280, lang = 'ko' }: Visitor = {},
) {
  const window = new EventTarget() as EventTarget & { PortOne: Sdk };
  const wentTo: string[] = [];
  const body = new Element('body');
  const narrower = (query: string) => widthPx < Number(/width < (\d+)px/.exec(query)?.[1]);
  runInNewContext(script, {
    ...{ window, URL, URLSearchParams, AbortController, setTimeout },
    document: {
      currentScript: { src: url },
      documentElement: { lang },
      body,
      createElement: (tag: string) => new Element(tag),
    },
    location: { origin: SHOP, assign: (to: string) => wentTo.push(to) },
    navigator: { userAgent, language: 'ko-KR' },
    matchMedia: (query: string) => ({ matches: narrower(query) }),
    addEventListener: window.addEventListener.bind(window),
  });
  const inDialog = (tag: string) => body.children.at(-1)?.children.find((each) => each.tag === tag) ?? new Element(tag);
  return {
    portone: window.PortOne,
    wentTo,
    dialog: () => body.children.at(-1),
    frame: () => inDialog('iframe'),
    button: () => inDialog('button'),
    /** A message that arrives at the page. */
    say: (data: unknown, origin: string, source: unknown) =>
      window.dispatchEvent(Object.assign(new Event('message'), { data, origin, source })),
  };
}
