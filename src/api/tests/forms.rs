//! The same data in other forms is the same data.
