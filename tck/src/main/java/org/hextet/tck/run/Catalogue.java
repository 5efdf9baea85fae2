package org.hextet.tck.run;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.tck.checks.Area;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.matrix.Matrix;
import org.hextet.tck.matrix.MatrixRow;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.rig.Rig;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Every check of some areas, by id. JUnit's own support finds the methods and calls them. */
public final class Catalogue {

    /**
     * A row and the method that checks it.
     *
     * @param row the row
     * @param type the class of the check, which is made anew for each run
     * @param method takes the {@link Rig}
     */
    public record Entry(Row row, Class<?> type, Method method) {

        void run(Rig rig) {
            ReflectionSupport.invokeMethod(method, ReflectionSupport.newInstance(type), rig);
        }
    }

    private final List<Area> areas;
    private final Map<String, Entry> byId = new LinkedHashMap<>();

    private Catalogue(List<Area> areas) {
        this.areas = List.copyOf(areas);
    }

    /**
     * Those of areas.
     *
     * @param areas in the order in which their rows are to stand
     * @return by area, and within an area by id
     * @throws IllegalArgumentException if a check is no check, or two have one id: a mistake of whoever wrote it
     */
    public static Catalogue of(List<Area> areas) {
        Catalogue catalogue = new Catalogue(areas);
        for (Area area : areas) {
            List<Entry> entries = new ArrayList<>();
            for (Class<?> type : area.classes()) {
                for (Method method :
                        AnnotationSupport.findAnnotatedMethods(type, Check.class, HierarchyTraversalMode.TOP_DOWN)) {
                    entries.add(entry(area, type, method));
                }
            }
            entries.sort(Comparator.comparing(entry -> entry.row().id()));
            entries.forEach(catalogue::add);
        }
        return catalogue;
    }

    private static Entry entry(Area area, Class<?> type, Method method) {
        Check check = AnnotationSupport.findAnnotation(method, Check.class).orElseThrow();
        if (method.getParameterCount() != 1 || method.getParameterTypes()[0] != Rig.class) {
            throw new IllegalArgumentException(method + ": a check takes one parameter, the Rig");
        }
        if (check.env().length == 0 || check.patience() < 1) {
            throw new IllegalArgumentException(method + ": needs an environment, and a patience of 1 or more");
        }
        return new Entry(row(area, method, check), type, method);
    }

    private static Row row(Area area, Method method, Check check) {
        Optional<MatrixRow> written = Matrix.row(check.id());
        return new Row(
                check.id(),
                area.name(),
                check.level(),
                check.scope(),
                List.of(check.needs()),
                List.of(check.lacks()),
                List.of(check.env()),
                method.getName().replace('_', ' '),
                check.source(),
                check.because(),
                check.lookAt(),
                check.patience(),
                written.map(MatrixRow::given).orElse(""),
                written.map(MatrixRow::when).orElse(""),
                written.map(MatrixRow::then).orElse(""));
    }

    private void add(Entry entry) {
        Entry other = byId.put(entry.row().id(), entry);
        if (other != null) {
            throw new IllegalArgumentException(
                    entry.row().id() + " stands on two checks: " + other.method() + " and " + entry.method());
        }
    }

    /**
     * The areas.
     *
     * @return in their order
     */
    public List<Area> areas() {
        return areas;
    }

    /**
     * Every check.
     *
     * @return in the matrix's order
     */
    public List<Entry> entries() {
        return List.copyOf(byId.values());
    }

    /**
     * The check of an id.
     *
     * @param id for example {@code TCP-009}
     * @return of that id
     * @throws IllegalArgumentException if there is none; says why if it is a row that nobody can check
     */
    public Entry entry(String id) {
        Entry entry = byId.get(id);
        if (entry == null) {
            throw new IllegalArgumentException(Matrix.row(id)
                    .filter(row -> !row.isCheck())
                    .map(row -> id + " is a row of the matrix, but no check: " + row.whyUnchecked())
                    .orElse("no check \"" + id + "\""));
        }
        return entry;
    }
}
