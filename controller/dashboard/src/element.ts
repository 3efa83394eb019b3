type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | null>>;
type Child = Node | string | null;

/**
 * Makes an element. Attributes that are functions listen (`click: () => ...`), true sets an empty attribute, false and null none. Text is always text,
 * never markup.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  apply(made, attributes, children);
  return made;
}

/** The same for SVG. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  apply(made, attributes, children);
  return made;
}

function apply(made: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== null) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null) made.append(child);
}

/** The element of index.html with this id. */
export function byId<T extends Element>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** Writes text only where it differs: screen readers say again what is written again. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
