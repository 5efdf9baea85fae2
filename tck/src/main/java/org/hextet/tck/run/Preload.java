package org.hextet.tck.run;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads every class that is not the JDK's. A class that is first asked for when no descriptor is left stays broken for
 * the life of the process, and would make a check of the TCK's own fault.
 */
final class Preload {

    private static final String CLASS = ".class";

    private Preload() {}

    static void everyClass() {
        ModuleLayer.boot().configuration().modules().stream()
                .filter(module ->
                        !module.name().startsWith("java.") && !module.name().startsWith("jdk."))
                .forEach(Preload::load);
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                load(Path.of(entry));
            }
        }
    }

    private static void load(ResolvedModule module) {
        try (ModuleReader reader = module.reference().open();
                Stream<String> names = reader.list()) {
            names.forEach(Preload::load);
        } catch (IOException unreadable) {
            // Then nobody can load from it later either.
        }
    }

    private static void load(Path entry) {
        if (Files.isDirectory(entry)) {
            loadBelow(entry);
        } else if (Files.isRegularFile(entry)) {
            try (FileSystem jar = FileSystems.newFileSystem(entry)) {
                jar.getRootDirectories().forEach(Preload::loadBelow);
            } catch (IOException noJar) {
                // The class loader ignores it too.
            }
        }
    }

    private static void loadBelow(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            List<String> names = files.map(
                            file -> root.relativize(file).toString().replace('\\', '/'))
                    .toList();
            names.forEach(Preload::load);
        } catch (IOException unreadable) {
            // Then nobody can load from it later either.
        }
    }

    private static void load(String resource) {
        if (!resource.endsWith(CLASS) || resource.endsWith("-info.class") || resource.startsWith("META-INF/")) {
            return;
        }
        String name = resource.substring(0, resource.length() - CLASS.length()).replace('/', '.');
        try {
            Class.forName(name, false, Preload.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError needsWhatIsNotHere) {
            // An optional part of a library: whoever needs it fails the same way with descriptors to spare.
        }
    }
}
