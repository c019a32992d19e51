//! What a published figure needs to be computed again.
