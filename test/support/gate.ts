/** A place where one passer-by is held until a test lets it go on: interleavings by order, not by time. */
export class Gate {
  private readonly arrival = Promise.withResolvers<void>();
  private readonly opening = Promise.withResolvers<void>();

  /** Once somebody stands here. */
  get reached(): Promise<void> {
    return this.arrival.promise;
  }

  async pass(): Promise<void> {
    this.arrival.resolve();
    await this.opening.promise;
  }

  open(): void {
    this.opening.resolve();
  }
}
