package org.hextet.tck.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One environment, built: the words that start a process in it, and its removal. Inside, a process sees itself as
 * {@link LabHost}.
 *
 * <pre>{@code
 * try (Lab lab = Lab.build(Environment.LAB)) {
 *     Output output = JavaCommand.likeThisOne()
 *             .withPrefix(lab.prefix())
 *             .withMain(MyTest.class)
 *             .run(Duration.ofSeconds(30));
 * }
 * }</pre>
 */
public final class Lab implements AutoCloseable {

    /** Descriptors that a process of {@link Environment#FDLIMIT} may have. */
    static final int DESCRIPTORS = 256;

    private final Environment environment;
    private final Runnable removal;
    private final List<String> prefix;
    private final Optional<String> far;

    private Lab(Environment environment, Runnable removal, List<String> prefix, Optional<String> far) {
        this.environment = environment;
        this.removal = removal;
        this.prefix = List.copyOf(prefix);
        this.far = far;
    }

    /**
     * Builds an environment.
     *
     * @param environment which
     * @return to start processes in
     * @throws LabUnavailableException if this host cannot have it: says why
     */
    public static Lab build(Environment environment) throws LabUnavailableException {
        return switch (environment) {
            case LOOPBACK, CHILD -> new Lab(environment, () -> {}, List.of(), Optional.empty());
            case FDLIMIT ->
                new Lab(
                        environment,
                        () -> {},
                        // exec, so that the process started is the one that is waited for and killed.
                        List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$@\"", "sh"),
                        Optional.empty());
            case INJECT -> {
                Interposer interposer = Interposer.compile();
                yield new Lab(environment, interposer::close, interposer.prefix(), Optional.empty());
            }
            case LAB, LAB2, HOLE, REJECT, V6ONLY_HOST, NOV6, UNPRIV -> inNamespaces(environment);
        };
    }

    private static Lab inNamespaces(Environment environment) throws LabUnavailableException {
        Namespaces namespaces = Namespaces.open();
        try {
            String near = namespaces.add("near");
            Optional<String> far = Optional.empty();
            List<String> prefix = new ArrayList<>(namespaces.prefix(near));
            LabBuilder builder = new LabBuilder(namespaces, near);
            switch (environment) {
                case LAB -> far = Optional.of(builder.twoHosts(1));
                case LAB2 -> far = Optional.of(builder.twoHosts(2));
                case HOLE -> far = Optional.of(builder.withHoles());
                case REJECT -> builder.rejectingRoutes();
                case V6ONLY_HOST -> builder.withoutIpv4();
                case NOV6 -> builder.withoutIpv6();
                default -> {
                    builder.privilegedPorts();
                    prefix.addAll(List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all"));
                }
            }
            return new Lab(environment, namespaces::close, prefix, far);
        } catch (IOException refused) {
            namespaces.close();
            throw new LabUnavailableException("cannot build " + environment.text() + ": " + refused.getMessage());
        }
    }

    /**
     * Which it is.
     *
     * @return as it was built
     */
    public Environment environment() {
        return environment;
    }

    /**
     * The words before a command that start it here.
     *
     * @return empty where it is this host and process kind anyway
     */
    public List<String> prefix() {
        return prefix;
    }

    /**
     * The name of the far host's namespace.
     *
     * @return empty where there is no far host
     */
    public Optional<String> farName() {
        return far;
    }

    /** Removes all that was built. Processes in it are the caller's to end. */
    @Override
    public void close() {
        removal.run();
    }
}
