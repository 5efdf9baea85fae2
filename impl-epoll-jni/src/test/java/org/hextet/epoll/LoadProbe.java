package org.hextet.epoll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The program of {@link ProbeJvm}: loads the library, calls into it, and says which files it is mapped from. Public,
 * since it also runs itself in a second class loader.
 */
public final class LoadProbe implements Supplier<String> {

    /** For the second class loader. */
    public LoadProbe() {}

    /** With the argument {@code twice} by two class loaders, the class path being that of both. */
    public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
        System.out.println(new LoadProbe().get());
        if (Arrays.asList(arguments).contains("twice")) {
            URL[] classPath = Arrays.stream(
                            System.getProperty("java.class.path").split(":"))
                    .map(LoadProbe::url)
                    .toArray(URL[]::new);
            try (var second = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
                Object probe = second.loadClass(LoadProbe.class.getName())
                        .getDeclaredConstructor()
                        .newInstance();
                System.out.println(((Supplier<?>) probe).get());
            }
        }
    }

    @Override
    public String get() {
        return NativeLibrary.unavailable().map(why -> "unavailable: " + why).orElseGet(() -> {
            int epoll = Syscalls.epollCreate();
            return (epoll >= 0 && Syscalls.close(epoll) == 0 ? "works, from " : "does not work, from ") + mapped();
        });
    }

    private static String mapped() {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("hextet_epoll") && line.contains(".so"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(" and "));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
