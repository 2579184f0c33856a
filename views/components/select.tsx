import { Labelled, type LabelProps, tiedTo } from './labelled.js';

interface SelectProps extends LabelProps {
  options: readonly string[];
  /** What stands there until something is chosen. */
  none: string;
  chosen?: string | undefined;
}

/** One of a few things to choose. Nothing is chosen by itself. */
export const Select = ({ options, none, chosen = '', ...label }: SelectProps) => (
  <Labelled {...label}>
    <select {...tiedTo(label)}>
      <option value="" selected={!options.includes(chosen)}>
        {none}
      </option>
      {options.map((option) => (
        <option key={option} value={option} selected={option === chosen}>
          {option}
        </option>
      ))}
    </select>
  </Labelled>
);
