package org.hextet.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import org.hextet.cli.relay.Prefix;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Prefixes behind an option: one or more words, each of one or more with commas between. */
final class PrefixArguments implements CommandLine.IParameterConsumer {

    /** What else stands on the command line is an option or a URI. */
    private static final String PREFIX_LIKE = "[0-9a-fA-F:./,]*[.:][0-9a-fA-F:./,]*";

    PrefixArguments() {}

    @Override
    @SuppressWarnings("JdkObsolete") // picocli hands over a stack
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
        if (words.isEmpty()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "missing required parameter for option --allow (PREFIX)");
        }
        List<Prefix> prefixes = new ArrayList<>(option.getValue());
        do {
            for (String text : words.pop().split(",", -1)) {
                prefixes.add(parsed(command, option, text));
            }
        } while (!words.isEmpty() && words.peek().matches(PREFIX_LIKE));
        option.setValue(prefixes);
    }

    private static Prefix parsed(CommandSpec command, ArgSpec option, String text) {
        try {
            return Prefix.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), String.valueOf(wrong.getMessage()), wrong, option, text);
        }
    }
}
