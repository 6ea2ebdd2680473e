import type { Place } from './attachments.ts';
import type { PlaceFiles } from './place.ts';

/** Opens the files of a place; `scratch` is where this machine may write what is not published yet. */
export type OpenFiles = (place: Place, scratch: string) => PlaceFiles;
