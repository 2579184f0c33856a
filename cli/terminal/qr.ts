import { toString } from 'qrcode';

/** A QR code in half-height blocks, dark on light whatever the terminal's colours are. */
export const qrCode = async (text: string): Promise<string> =>
  toString(text, { type: 'terminal', small: true, errorCorrectionLevel: 'L' });
