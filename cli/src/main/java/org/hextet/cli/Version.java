package org.hextet.cli;

import java.lang.module.ModuleDescriptor;

/** The version of the command and of what it runs on. */
final class Version {

    private Version() {}

    static String[] lines() {
        return new String[] {
            "hextet " + own(),
            "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch")
        };
    }

    /** Of the module; on the class path, where there is none, of the jar. */
    private static String own() {
        ModuleDescriptor module = Version.class.getModule().getDescriptor();
        if (module != null) {
            return module.rawVersion().orElse("(no version)");
        }
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(no version)" : version;
    }
}
