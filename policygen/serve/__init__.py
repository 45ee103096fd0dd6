"""Pages for visitors of a server that keeps nothing of them: questions, a preview, the finished files."""
