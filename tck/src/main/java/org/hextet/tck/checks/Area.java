package org.hextet.tck.checks;

import java.util.List;

/**
 * A group of rows about one thing.
 *
 * @param name lower case with hyphens, for example {@code tcp-listen}
 * @param classes whose methods are its checks; each has a constructor without parameters
 */
public record Area(String name, List<Class<?>> classes) {

    /**
     * Copies the list.
     *
     * @param name as of the record
     * @param classes as of the record
     */
    public Area {
        classes = List.copyOf(classes);
    }

    /**
     * An area.
     *
     * @param name lower case with hyphens
     * @param classes whose methods are its checks
     * @return of that name
     */
    public static Area of(String name, Class<?>... classes) {
        return new Area(name, List.of(classes));
    }

    /**
     * Whether a user means this area.
     *
     * @param wanted a whole name, or its first word ({@code tcp})
     * @return true if it is one of them
     */
    public boolean isMeantBy(String wanted) {
        return name.equals(wanted) || name.startsWith(wanted + "-");
    }
}
