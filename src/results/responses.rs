//! How the authorities responded.
