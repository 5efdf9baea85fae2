package org.hextet.endpoints.inherited;

import java.util.Optional;

/**
 * What a service manager has told this process of the sockets that it hands down: environment variables of
 * sd_listen_fds(3), as they are. A JVM cannot take variables out of its environment, so that processes which this one
 * starts see them too; LISTEN_PID keeps those from taking the sockets for theirs.
 *
 * @param listenPid LISTEN_PID: whom the others are for
 * @param listenFds LISTEN_FDS: how many descriptors there are, from 3
 * @param listenFdNames LISTEN_FDNAMES: their names, separated by colons
 * @param processId this process
 */
public record ActivationVariables(
        Optional<String> listenPid, Optional<String> listenFds, Optional<String> listenFdNames, long processId) {

    /**
     * Those of this process.
     *
     * @return as they were when it began
     */
    public static ActivationVariables ofThisProcess() {
        return new ActivationVariables(
                variable("LISTEN_PID"),
                variable("LISTEN_FDS"),
                variable("LISTEN_FDNAMES"),
                ProcessHandle.current().pid());
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name));
    }
}
