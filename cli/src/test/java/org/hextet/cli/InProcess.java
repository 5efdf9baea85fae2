package org.hextet.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.hextet.cli.report.Console;

/** One run of the command in this JVM. */
record InProcess(int status, String out, String err) {

    static InProcess run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Channels.newChannel(new ByteArrayInputStream(new byte[0])),
                Channels.newChannel(out),
                false,
                false);
        int status = new Commands(console).run(arguments);
        return new InProcess(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
