package org.hextet.epoll;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.hextet.epoll.LoadAttempt.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The native library: found, loaded, or known to be missing, once per process and class loader. It is looked for
 *
 * <ol>
 *   <li>where the system property {@value #GIVEN} says, a file or a folder; then nowhere else;
 *   <li>on {@code java.library.path};
 *   <li>beside these classes: in the jar, of which a copy is made for the moment ({@link PrivateCopy}), or in a folder.
 * </ol>
 */
final class NativeLibrary {

    /** The system property with the library's file, or with the folder that holds it. */
    static final String GIVEN = "hextet.epoll.library";

    private static final String NAME = "hextet_epoll";
    private static final String FILE = "libhextet_epoll.so";
    private static final String REQUIRES = "libhextet_epoll.requires";
    private static final String RESOURCES = "META-INF/native/";

    private final NativePlatform platform;

    private NativeLibrary(NativePlatform platform) {
        this.platform = platform;
    }

    /**
     * Whether it is loaded, and so the methods of {@link Syscalls} can be called. The first call loads it. From any
     * thread; never throws.
     *
     * @return empty if it is; else why it is not, and what to do
     */
    static Optional<String> unavailable() {
        return Once.UNAVAILABLE;
    }

    /** Made by the first caller, while others wait: that is the JVM's promise for class initialisation. */
    private static final class Once {
        static final Optional<String> UNAVAILABLE = load();
    }

    private static Optional<String> load() {
        try {
            NativePlatform platform = NativePlatform.ofThisJvm();
            Optional<String> unsupported = platform.unsupported();
            return unsupported.isPresent() ? unsupported : new NativeLibrary(platform).find();
        } catch (IllegalCallerException denied) {
            return Optional.of(nativeAccessDenied());
        } catch (SecurityException denied) {
            return Optional.of(
                    "the security manager does not let its native library be loaded: " + denied.getMessage());
        } catch (IOException | RuntimeException | LinkageError unforeseen) {
            return Optional.of("its native library cannot be loaded: " + unforeseen);
        }
    }

    /** The JDK's own words name the method, and not what to do. */
    private static String nativeAccessDenied() {
        Module module = NativeLibrary.class.getModule();
        String grantee = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        return "native access is denied to " + (module.isNamed() ? module : "the class path")
                + ": grant it with --enable-native-access=" + grantee;
    }

    private Optional<String> find() throws IOException {
        String given = System.getProperty(GIVEN, "");
        if (!given.isEmpty()) {
            return given(Path.of(given).toAbsolutePath());
        }
        LoadAttempt onLibraryPath =
                isOnLibraryPath() ? LoadAttempt.ofName(NAME) : new LoadAttempt(Outcome.NOT_FOUND, "");
        if (onLibraryPath.is(Outcome.LOADED)) {
            return Optional.empty();
        }
        Optional<String> withTheseClasses = withTheseClasses();
        // What is wrong there counts only if these classes came without a library that works.
        return withTheseClasses.isEmpty() || onLibraryPath.is(Outcome.NOT_FOUND)
                ? withTheseClasses
                : Optional.of("from java.library.path: " + onLibraryPath.why() + "; " + withTheseClasses.get());
    }

    /** Whether it is worth a try: one that fails costs a start milliseconds. */
    private static boolean isOnLibraryPath() {
        String file = System.mapLibraryName(NAME);
        for (String folder : System.getProperty("java.library.path", "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && new File(folder, file).exists()) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> given(Path given) throws IOException {
        Path file = given;
        if (Files.isDirectory(given)) {
            file = given.resolve(FILE);
            if (!Files.exists(file)) {
                file = given.resolve(platform.folder()).resolve(FILE);
            }
            if (!Files.exists(file)) {
                return Optional.of(GIVEN + " is " + given + ", which holds neither " + FILE + " nor "
                        + platform.folder() + "/" + FILE);
            }
        }
        if (!Files.exists(file)) {
            return Optional.of(GIVEN + " is " + given + ", which is not there");
        }
        LoadAttempt attempt = load(file);
        return attempt.is(Outcome.LOADED)
                ? Optional.empty()
                : Optional.of(GIVEN + " is " + given + ", which cannot be loaded: " + attempt.why());
    }

    private Optional<String> withTheseClasses() throws IOException {
        LoadAttempt attempt = attemptWithTheseClasses();
        if (attempt.is(Outcome.NOT_FOUND)) {
            return Optional.of("no native library for " + platform.folder()
                    + " came with these classes: their build had no compiler for it; give one with -D" + GIVEN
                    + "=FILE");
        }
        if (attempt.is(Outcome.LOADED)) {
            return Optional.empty();
        }
        if (attempt.is(Outcome.FOLDER_REFUSED)) {
            return Optional.of("no folder from which its native library can be loaded: " + attempt.why()
                    + "; name one with -D" + PrivateCopy.FOLDER + "=FOLDER, or one that holds " + FILE + " with -D"
                    + GIVEN
                    + "=FOLDER");
        }
        return Optional.of("its native library, which asks for " + requires() + ", cannot be loaded: " + attempt.why());
    }

    private LoadAttempt attemptWithTheseClasses() throws IOException {
        Path file = inFolderOfClasses();
        if (file != null && Files.exists(file)) {
            return load(file);
        }
        try (InputStream library = resource(FILE)) {
            return library == null
                    ? new LoadAttempt(Outcome.NOT_FOUND, "")
                    : PrivateCopy.load(library.readAllBytes(), PrivateCopy.folders());
        }
    }

    /**
     * Where it would be if these classes are in no jar. Asking for the resource's URL would cost a start milliseconds.
     */
    private @Nullable Path inFolderOfClasses() throws IOException {
        CodeSource source = NativeLibrary.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null
                || !location.getProtocol().equals("file")
                || !location.getPath().endsWith("/")) {
            return null;
        }
        try {
            return Path.of(location.toURI())
                    .resolve(RESOURCES + platform.folder())
                    .resolve(FILE);
        } catch (URISyntaxException notOne) {
            throw new IOException(location + " is no URI", notOne);
        }
    }

    /** A file as it stands; a copy if it is loaded already, by these classes in another class loader. */
    private static LoadAttempt load(Path file) throws IOException {
        LoadAttempt attempt = LoadAttempt.ofFile(file);
        return attempt.is(Outcome.IN_USE) ? PrivateCopy.load(Files.readAllBytes(file), PrivateCopy.folders()) : attempt;
    }

    private @Nullable InputStream resource(String name) {
        return NativeLibrary.class.getResourceAsStream("/" + RESOURCES + platform.folder() + "/" + name);
    }

    /** What the build found that the library needs of the C library. */
    private String requires() throws IOException {
        try (InputStream requires = resource(REQUIRES)) {
            return requires == null
                    ? "a C library of unknown version"
                    : new String(requires.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
