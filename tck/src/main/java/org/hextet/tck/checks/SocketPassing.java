package org.hextet.tck.checks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.tck.lab.JavaCommand;
import org.hextet.tck.rig.Rig;

/**
 * Starts a JVM that inherits listening sockets, as a service manager does (sd_listen_fds(3)): a JVM cannot do that for
 * another, so a program of the host does.
 */
final class SocketPassing {

    /** Opens sockets on ports, and becomes the command with them. The first argument is NAME=ADDRESS,PORT of each. */
    private static final String PYTHON = """
            import os, socket, sys
            sockets = []
            for place in sys.argv[1].split(' '):
                address, port = place.split('=')[1].split(',')
                one = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind((address, int(port)))
                one.listen()
                # Out of the way of the numbers that they get.
                high = 100 + len(sockets)
                os.dup2(one.fileno(), high)
                sockets.append(high)
            for i, high in enumerate(sockets):
                os.dup2(high, 3 + i)
                os.close(high)
            os.environ['LISTEN_FDS'] = str(len(sockets))
            os.environ['LISTEN_FDNAMES'] = ':'.join(place.split('=')[0] for place in sys.argv[1].split(' '))
            os.environ['LISTEN_PID'] = str(os.getpid())
            os.execvp(sys.argv[2], sys.argv[2:])
            """;

    /** A listening socket to be passed. */
    record Passed(String name, String address, int port) {}

    private SocketPassing() {}

    /** The JVM to be started with them. It may start at the first connection only. */
    static JavaCommand to(Rig rig, JavaCommand command, List<Passed> sockets, List<String> between) {
        List<String> words;
        if (isThere("systemd-socket-activate")) {
            words = new ArrayList<>(List.of("systemd-socket-activate"));
            for (Passed each : sockets) {
                words.add("-l");
                words.add(
                        each.address().indexOf(':') >= 0
                                ? "[" + each.address() + "]:" + each.port()
                                : each.address() + ":" + each.port());
            }
            words.add("--fdname="
                    + String.join(":", sockets.stream().map(Passed::name).toList()));
        } else if (isThere("python3")) {
            words = new ArrayList<>(List.of("python3", "-c", PYTHON));
            words.add(String.join(
                    " ",
                    sockets.stream()
                            .map(each -> each.name() + "=" + each.address() + "," + each.port())
                            .toList()));
        } else {
            throw rig.notRun("systemd-socket-activate or python3, to hand a socket to a JVM");
        }
        words.addAll(between);
        return command.withPrefix(words);
    }

    private static boolean isThere(String program) {
        return run(program, "--version").filter(exit -> exit == 0).isPresent();
    }

    private static Optional<Integer> run(String... words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return Optional.of(process.waitFor());
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException noSuchProgram) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
