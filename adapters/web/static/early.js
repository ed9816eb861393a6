/* Runs before the first paint, so that a chosen theme does not flash. */
try {
  const theme = JSON.parse(localStorage.getItem("frontdesk.theme"));
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No store, no choice: the system's colours.
}
