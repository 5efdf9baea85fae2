import org.jspecify.annotations.NullMarked;

/**
 * The {@code hextet} command: how people meet the project, and how the whole is tried with real peers. It names no
 * transport and no resolver; those on its module path are found.
 *
 * <p>Begin with {@link org.hextet.cli.Hextet}.
 */
@NullMarked
module org.hextet.cli {
    requires info.picocli;
    requires org.hextet.addresses;
    requires org.hextet.api;
    requires org.hextet.endpoints;
    requires org.hextet.policies;
    requires org.hextet.tck;
    requires org.hextet.tls;
    requires static org.jspecify;

    // It reads the annotations of the commands and sets their fields.
    opens org.hextet.cli to
            info.picocli;
}
