/** Something that whoever typed the command can put right, said in one sentence. */
export class Obstacle extends Error {}
