import { type Html, html } from './html.ts';

/** As wide as a phone allows, in CSS pixels: there, texts in a picture are as large as they say. */
export const WIDTH = 340;

export interface Picture {
  /** What someone who cannot see the picture hears. */
  readonly title: string;
  readonly height: number;
  readonly body: Html;
  /** What the picture does not show. */
  readonly note?: string;
}

/** The picture itself, which `shownAgain` finds by its id. */
export function drawn({ body, ...picture }: Picture, id: string): Html {
  return figureOf({ ...picture, body: html`<g id="${id}">${body}</g>` });
}

/** A picture that stands on the page already: told twice, drawn once. */
export function shownAgain(picture: Picture, id: string): Html {
  return figureOf({ ...picture, body: html`<use href="#${id}"/>` });
}

function figureOf({ title, height, body, note }: Picture): Html {
  const caption = note === undefined ? undefined : html`<figcaption>${note}</figcaption>`;
  return html`<figure><svg role="img" viewBox="0 0 ${WIDTH} ${height}"><title>${title}</title>${body}</svg>${caption}</figure>`;
}

/** A tenth of a pixel is as fine as it gets. */
export const pixels = (value: number): number => Number(value.toFixed(1));
