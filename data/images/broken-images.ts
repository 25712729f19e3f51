import { SearchError } from '../../shared/errors.ts';

/** The error that an image ends a search with: the user may have such images left out instead. */
export const ending = (why: SearchError): SearchError =>
  new SearchError(why.name, why.message, {
    place: why.place,
    wayOut: `${why.wayOut ?? 'Take it out'}; or have such images left out: "skip" in "images.broken" (--broken-images)`,
    cause: why,
  });

const mostNamed = 3;

/** What is said of images that were left out. */
export function leftOutNotes(left: readonly SearchError[]): string[] {
  if (left.length === 0) return [];
  const named = left.slice(0, mostNamed).map(({ place, message }) => `${place.file ?? ''} (${message})`);
  const more = left.length - named.length;
  const what = left.length === 1 ? 'image that cannot be read is' : 'images that cannot be read are';
  return [`${left.length} ${what} left out: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`];
}
