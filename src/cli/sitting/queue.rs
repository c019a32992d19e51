//! What a sitting is about: something that waits, and what can be decided of it.

use crate::jobs::Workspace;

/// What waits for a person, and what can be done about each.
pub(in crate::cli) trait Queue {
    /// By which one that waits is known again.
    type Name: Clone + Eq;
    /// One as it stands before the person.
    type Shown;
    type Wish;

    const WORDS: Words;

    fn waiting(&self, workspace: &Workspace) -> anyhow::Result<Vec<Self::Name>>;
    /// As it stands now; `None` if it waits no more.
    fn look(&self, workspace: &Workspace, name: &Self::Name)
    -> anyhow::Result<Option<Self::Shown>>;
    /// Whether it is another than it was when it was shown: who decided what in between.
    fn changed(
        &self,
        workspace: &Workspace,
        shown: &Self::Shown,
    ) -> anyhow::Result<Option<Vec<String>>>;
    /// Who decided something about it after row `seq` of the log.
    fn deciders_since(
        &self,
        workspace: &Workspace,
        name: &Self::Name,
        seq: i64,
    ) -> anyhow::Result<Vec<String>>;
    /// Does it; gives what is to be said.
    fn decide(
        &self,
        workspace: &mut Workspace,
        shown: &Self::Shown,
        wish: &Self::Wish,
        by: &str,
    ) -> anyhow::Result<String>;

    fn name(&self, shown: &Self::Shown) -> Self::Name;
    fn said(&self, name: &Self::Name) -> String;
    fn print(&self, shown: &Self::Shown, position: (usize, usize)) -> anyhow::Result<()>;
    /// The prompt.
    fn choices(&self, shown: &Self::Shown) -> String;
    /// Reads a line; what cannot be meant is told in one line.
    fn wish(&self, line: &str) -> Result<Wanted<Self::Wish>, String>;
    /// Shows more of it, which decides nothing.
    fn tell(&self, shown: &Self::Shown, wish: &Self::Wish) -> anyhow::Result<()>;
    /// What waits, and how to go on, where nobody types.
    fn list(&self, workspace: &Workspace) -> anyhow::Result<()>;
    /// Whether this decision of the sitting was about `name` too.
    fn is_within(&self, decided: &Decided<Self::Name>, name: &Self::Name) -> bool;
    /// How many were decided: each once, or each row of the log.
    fn count(&self, decided: &[Decided<Self::Name>]) -> usize;
}

/// One decision, and the rows of the log that say so.
pub(in crate::cli) type Decided<N> = (N, Vec<i64>);

/// How a queue is spoken of.
#[derive(Debug)]
pub(in crate::cli) struct Words {
    /// The command, and what decisions are taken back in.
    pub(in crate::cli) command: &'static str,
    pub(in crate::cli) one: &'static str,
    pub(in crate::cli) many: &'static str,
    pub(in crate::cli) help: &'static str,
    /// What takes back earlier decisions.
    pub(in crate::cli) further: &'static str,
    /// Letters that say all by themselves: on a terminal no Enter is needed behind them.
    pub(in crate::cli) keys: &'static [char],
}

/// What a line of the person's asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Wanted<W> {
    Next,
    Undo,
    Quit,
    Help,
    Tell(W),
    Decide(W),
}

/// How many different names there are.
pub(in crate::cli) fn distinct<N: Eq>(decided: &[Decided<N>]) -> usize {
    let repeats = |at: usize, name: &N| decided.iter().take(at).any(|(known, _)| known == name);
    decided.iter().enumerate().filter(|(at, (name, _))| !repeats(*at, name)).count()
}
