import jpeg from 'jpeg-js';
import { limits } from '../../limits.ts';
import type { Picture, PictureSize } from '../picture.ts';
import { type Orientation, oriented, turnsSides } from './orientation.ts';

interface Header extends PictureSize {
  readonly components: number;
  readonly orientation: Orientation;
}

/** Bytes that the decoder may hold for a pixel: coefficients, planes and the result. */
const bytesPerPixel = 40;

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/** The size of the picture as it is to be seen. Throws Error where the file does not tell it. */
export function measureJpeg(bytes: Uint8Array): PictureSize {
  const { height, width, orientation } = headerOf(bytes);
  return turnsSides(orientation) ? { height: width, width: height } : { height, width };
}

/** Decodes JPEG, baseline or progressive, grey or colour, upright as its Exif orientation says. Throws Error where it is damaged. */
export function decodeJpeg(bytes: Uint8Array): Picture {
  const header = headerOf(bytes);
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: limits.imagePixels / 1e6,
    maxMemoryUsageInMB: (bytesPerPixel * limits.imagePixels) / 1e6,
  });
  const picture =
    header.components === 1
      ? { height, width, channels: 1, values: everyThird(data) }
      : { height, width, channels: 3, values: data };
  return oriented(picture, header.orientation);
}

/** Grey comes as three equal channels. */
function everyThird(data: Uint8Array): Uint8Array {
  const values = new Uint8Array(data.length / 3);
  for (let at = 0; at < values.length; at++) values[at] = data[3 * at] ?? 0;
  return values;
}

/** Frames (ITU-T T.81, B.1.1.3): all markers from C0 to CF but tables, reserved ones and arithmetic conditioning. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const startOfScan = 0xda;
const application1 = 0xe1;

function headerOf(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation: Orientation = 1;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (view.getUint8(at) !== 0xff) throw new Error('its parts do not follow each other');
    const marker = view.getUint8(at + 1);
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length || marker === startOfScan) break;
    const part = bytes.subarray(at + 4, at + 2 + length);
    if (marker === application1) orientation = exifOrientation(part) ?? orientation;
    if (isFrame(marker) && part.length >= 6) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      if (height === 0 || width === 0) throw new Error('its header does not tell its size');
      return { height, width, components: view.getUint8(at + 9), orientation };
    }
    at += 2 + length;
  }
  throw new Error('it ends before its size is told');
}

const exifMark = [0x45, 0x78, 0x69, 0x66, 0, 0];
const orientationTag = 0x0112;

/** The orientation in the first directory of Exif's TIFF (JEITA CP-3451, 4.6.4); undefined where there is none. */
function exifOrientation(part: Uint8Array): Orientation | undefined {
  if (!exifMark.every((byte, at) => part[at] === byte)) return undefined;
  const tiff = part.subarray(exifMark.length);
  if (tiff.length < 8) return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return undefined;
  const fields = view.getUint16(directory, little);
  for (let at = directory + 2, field = 0; field < fields && at + 12 <= tiff.length; at += 12, field++) {
    if (view.getUint16(at, little) !== orientationTag) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : undefined;
  }
  return undefined;
}
