// The numbers that are the same in all of France. Their names and what they are for stand in translations/, under `key` and
// `key-words`. `free` and `always` say only what the service itself promises to everybody.

export const themes = [
  {
    key: "urgent",
    numbers: [
      { key: "samu", number: "15", free: true, always: true },
      { key: "police", number: "17", free: true, always: true },
      { key: "fire", number: "18", free: true, always: true },
      { key: "europe", number: "112", free: true, always: true },
      { key: "deaf", number: "114", free: true, always: true },
      { key: "sea", number: "196", free: true, always: true },
    ],
  },
  {
    key: "listening",
    numbers: [
      { key: "suicide", number: "3114", free: true, always: true },
      { key: "women", number: "3919", free: true, always: true },
      { key: "children", number: "119", free: true, always: true },
      { key: "bullying", number: "3018", free: true, always: false },
      { key: "elderly", number: "3977", free: false, always: false },
      { key: "victims", number: "116006", free: true, always: false },
    ],
  },
  {
    key: "shelter",
    numbers: [{ key: "roof", number: "115", free: true, always: true }],
  },
  {
    key: "rights",
    numbers: [
      { key: "administration", number: "3939", free: false, always: false },
      { key: "health", number: "3646", free: false, always: false },
      { key: "family", number: "3230", free: false, always: false },
      { key: "work", number: "3949", free: false, always: false },
      { key: "pension", number: "3960", free: false, always: false },
    ],
  },
];

// A number as it is read out: `3919` is `39 19`, `116006` is `116 006`, `112` stays.
export function spoken(number) {
  const every = number.length === 6 ? 3 : 2;
  if (number.length < 4) return number;
  return number.match(new RegExp(`.{1,${every}}`, "g")).join(" ");
}
