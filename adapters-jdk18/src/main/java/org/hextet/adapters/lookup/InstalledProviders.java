package org.hextet.adapters.lookup;

import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Which providers of lookups this JVM has, and which one is asked. Also a program: {@code java … -cp … }
 * {@code org.hextet.adapters.lookup.InstalledProviders} with the class path of the program in question.
 */
public final class InstalledProviders {

    private static final String HOSTS_FILE = "jdk.net.hosts.file";

    private InstalledProviders() {}

    /**
     * The classes of the providers, in the order in which the JDK finds them: the first is asked, the others never.
     *
     * @return names; empty: the JDK looks up by itself
     */
    public static List<String> inOrder() {
        return ServiceLoader.load(InetAddressResolverProvider.class, ClassLoader.getSystemClassLoader()).stream()
                .map(provider -> provider.type().getName())
                .toList();
    }

    /**
     * Whether lookups of this JVM are in RFC 6724 order, and what to do if they are not.
     *
     * @return a sentence
     */
    public static String verdict() {
        String hosts = System.getProperty(HOSTS_FILE);
        if (hosts != null) {
            return "lookups of this JVM are those of the file " + hosts + ": with " + HOSTS_FILE
                    + " the JDK asks no provider; leave that property out";
        }
        List<String> names = inOrder();
        String ours = OrderedResolverProvider.class.getName();
        if (names.isEmpty()) {
            return "lookups of this JVM are the JDK's own: hextet-adapters-jdk18 is not visible to the system class loader";
        }
        List<String> others = names.stream().skip(1).toList();
        String unasked = others.isEmpty() ? "" : "; not asked: " + String.join(", ", others);
        if (isOurs()) {
            return "lookups of this JVM are in RFC 6724 order, by " + ours + unasked;
        }
        return "lookups of this JVM go through " + names.get(0) + unasked
                + "; a JVM has one such provider: put hextet-adapters-jdk18 before the jar of the other one on the class"
                + " path (dnsjava's is found even where it is not enabled), or leave that out";
    }

    private static boolean isOurs() {
        return System.getProperty(HOSTS_FILE) == null
                && inOrder().stream()
                        .findFirst()
                        .filter(OrderedResolverProvider.class.getName()::equals)
                        .isPresent();
    }

    /**
     * Prints the {@link #verdict}. Exit status 0 if lookups are in order, else 1.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println(verdict());
        if (!isOurs()) {
            System.exit(1);
        }
    }
}
