package org.hextet.cli;

import java.util.concurrent.Callable;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.UsageException;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The script that completes command lines. */
@Command(
        name = "completion",
        description = "Prints the completion script of a shell.",
        footer = {"", "bash: source <(./hextet completion bash)", "zsh:  source <(./hextet completion zsh)"})
final class CompletionCommand implements Callable<Integer> {

    private final Console console;
    private final Commands commands;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    String shell = "";

    CompletionCommand(Console console, Commands commands) {
        this.console = console;
        this.commands = commands;
    }

    @Override
    public Integer call() {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw new UsageException("SHELL \"" + shell + "\" is not known; there are bash, zsh");
        }
        // One script for both: in zsh it loads the emulation of bash's completion first.
        console.out().print(AutoComplete.bash("hextet", commands.whole()));
        return ExitStatus.OK;
    }
}
