/** An IP address as people read it: the machine that they sit at needs no number. */
export const addressInWords = (address: string): string =>
  /^(?:127\.|::1$)/.test(address) ? 'This computer' : address;
