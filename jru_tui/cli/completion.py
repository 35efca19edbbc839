"""`jru-tui completion`: what a shell has to read once to complete commands, options and names."""

import click


@click.command(
    epilog="""\b
bash:  jru-tui completion bash > ~/.local/share/bash-completion/completions/jru-tui
zsh:   jru-tui completion zsh > a file _jru-tui in a folder of your $fpath
fish:  jru-tui completion fish > ~/.config/fish/completions/jru-tui.fish"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what makes your shell complete commands."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "jru-tui", "_JRU_TUI_COMPLETE")
    click.echo(script.source())
