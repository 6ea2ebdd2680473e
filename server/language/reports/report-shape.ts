import type { ReportLine } from './report-lines.ts';

/** What a kind of report consists of: parts, one of which holds items of several fields. */
export interface ReportShape<Part extends string, Field extends string> {
  partOf(key: string): Part | null;
  fieldOf(key: string): Field | null;
  /** The part of one word, such as the grade. */
  readonly scalar: Part;
  /** The part that holds the items. */
  readonly items: Part;
  /** The field with which an item begins. */
  readonly title: Field;
  /** Whether a field may begin an item in a part that is not the one of items. */
  begins(key: string, part: Part | null): boolean;
  /** A heading that says something about all items below it: `### Critical`. */
  isGroup(key: string): boolean;
}

export interface ReportItem<Field extends string> {
  readonly fields: ReadonlyMap<Field, readonly string[]>;
  /** As written; the first is the one with which the item began. */
  readonly lines: readonly string[];
  /** The key of the heading above, or empty. */
  readonly group: string;
}

export interface ReportParts<Part extends string, Field extends string> {
  readonly parts: ReadonlyMap<Part, readonly string[]>;
  readonly items: readonly ReportItem<Field>[];
}

export interface OpenPart<Part> {
  readonly name: Part;
  /** Of its heading; 0 when it began with a label. */
  readonly level: number;
  readonly indent: number;
  /** Whether the list below it can only be its own. */
  readonly ownsList: boolean;
}

export interface OpenItem<Field extends string> extends ReportItem<Field> {
  readonly fields: Map<Field, string[]>;
  readonly lines: string[];
  readonly indent: number;
  /** Of its heading, else 0. */
  readonly level: number;
  /** How it began: the same again begins the next one. */
  readonly began: ReportLine['kind'] | 'bold' | 'label';
  /** The field that lines without a label continue. */
  last: Field;
}

/** Where a reader of a report stands. */
export interface Reading<Part extends string, Field extends string> {
  readonly shape: ReportShape<Part, Field>;
  readonly parts: Map<Part, string[]>;
  readonly items: OpenItem<Field>[];
  part: OpenPart<Part> | null;
  item: OpenItem<Field> | null;
  group: string;
  /** Of the table that is being read, when its rows are items. */
  columns: readonly (Field | null)[] | null;
}
