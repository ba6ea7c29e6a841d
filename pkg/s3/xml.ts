/** XML of S3 answers: hostile until it is read. Names without their prefix, no entities of its own, bounded by the reader of the body. */
import { parseXml, XmlElement, type XmlNode, XmlText } from '@rgrove/parse-xml';

/** One element. */
export interface Element {
  readonly name: string;
  /** Elements right below. */
  readonly children: readonly Element[];
  /** Text right below. */
  readonly text: string;
}

/** The root; undefined for what is no XML. */
export function readXml(text: string): Element | undefined {
  try {
    const { root } = parseXml(text);
    return root === null ? undefined : elementOf(root);
  } catch {
    // Not XML, or nested deeper than the stack: both are no answer of S3.
    return undefined;
  }
}

function elementOf(element: XmlElement): Element {
  return {
    name: element.name.replace(/^.*:/, ''),
    children: element.children.filter(isElement).map(elementOf),
    text: element.children.map(textOf).join(''),
  };
}

const textOf = (node: XmlNode): string => (node instanceof XmlText ? node.text : '');
const isElement = (node: XmlNode): node is XmlElement => node instanceof XmlElement;

/** The text of the first child of that name; undefined where there is none. */
export function textIn(element: Element | undefined, name: string): string | undefined {
  return element?.children.find((one) => one.name === name)?.text;
}

/** Every child of that name. */
export function allIn(element: Element, name: string): readonly Element[] {
  return element.children.filter((one) => one.name === name);
}

/** Characters that XML 1.0 cannot carry, not even escaped, and the carriage return, of which readers make a line break. */
const UNSPEAKABLE =
  /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Whether XML can carry this text. */
export function speakable(text: string): boolean {
  return !UNSPEAKABLE.test(text);
}

/** Text as the content of an element; line breaks survive. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"'\n\t]/g, (one) => `&#${one.charCodeAt(0)};`);
}
