//! The parts that pages are made of. Each says in its documentation what it is for; VISUAL rules live in the styles.

pub mod bar;
pub mod failure_list;
pub mod figure;
pub mod icon;
pub mod loading;
pub mod outcome;
pub mod palette;
pub mod panel;
pub mod phase_line;
pub mod sheet;
pub mod shell;
pub mod strip;
pub mod template;
pub mod test_list;
pub mod trace;
pub mod tree;
pub mod tree_view;
pub mod verdict;
