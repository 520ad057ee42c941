//! Histories that were found once, step by step.
