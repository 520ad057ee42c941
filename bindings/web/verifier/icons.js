// Signs of the page, as paths of 24 × 24. A verdict has a sign of its own beside colour and word.
export const SIGNS = {
  accept: "M4 12.5 9.5 18 20 6.5",
  compare: "M8.5 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-3.3 2.7-6 6-6s6 2.7 6 6M16 9h5.5M16 13h5.5",
  check: "M12 3.5 2.5 20h19L12 3.5ZM12 10v4.5M12 17.3v.2",
  refuse: "M5.5 5.5 18.5 18.5M18.5 5.5 5.5 18.5",
  again: "M20 11a8 8 0 1 0-2.3 6.3M20 4.5V11h-6.5",
};
export const ICONS = {
  today: "M5 4.5h14v16H5zM8.5 9h7M8.5 13h7M8.5 17h4",
  update: "M12 15.5V4M7.5 8.5 12 4l4.5 4.5M4.5 15v5h15v-5",
  more: "M5 12h.1M12 12h.1M19 12h.1",
  close: "M6 6l12 12M18 6 6 18",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z",
  torch: "M9 3h6v4l-1.5 3v11h-3V10L9 7zM12 13v2",
  alert: "M12 3.5 2.5 20h19L12 3.5ZM12 10v4.5M12 17.3v.2",
  done: "M4 12.5 9.5 18 20 6.5",
};
