import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javassist.bytecode.AccessFlag;
import javassist.bytecode.BadBytecode;
import javassist.bytecode.ClassFile;
import javassist.bytecode.EnclosingMethodAttribute;
import javassist.bytecode.InnerClassesAttribute;

/**
 * What a module offers to others, without what it does: {@code Signatures FROM.jar TO.jar} keeps the classes of the packages that are
 * exported to everybody, with their public and protected members, and no code. Same classes, same bytes.
 */
final class Signatures {

    private static final LocalDateTime FIXED = LocalDateTime.of(1980, 2, 1, 0, 0);
    private static final String CLASS = ".class";

    private Signatures() {}

    public static void main(String[] arguments) throws IOException, BadBytecode {
        try (ZipFile from = new ZipFile(arguments[0]);
                OutputStream file = Files.newOutputStream(Path.of(arguments[1]));
                ZipOutputStream to = new ZipOutputStream(file)) {
            Set<String> exported = exportedPackages(from);
            List<String> names = from.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(CLASS) && exported.contains(packageOf(name)))
                    .sorted()
                    .toList();
            for (String name : names) {
                ClassFile type = read(from, name);
                if (isNamed(type)) {
                    strip(type);
                    ZipEntry entry = new ZipEntry(name);
                    entry.setTimeLocal(FIXED);
                    to.putNextEntry(entry);
                    type.write(new DataOutputStream(to));
                }
            }
        }
    }

    private static Set<String> exportedPackages(ZipFile jar) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry("module-info.class"))) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        }
    }

    private static String packageOf(String entry) {
        return entry.substring(0, Math.max(0, entry.lastIndexOf('/'))).replace('/', '.');
    }

    private static ClassFile read(ZipFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new ClassFile(new DataInputStream(in));
        }
    }

    /** Whether others can name it: neither a lambda's, nor a class in a method, nor a private one. */
    private static boolean isNamed(ClassFile type) {
        InnerClassesAttribute inner = (InnerClassesAttribute) type.getAttribute(InnerClassesAttribute.tag);
        int index = inner == null ? -1 : inner.find(type.getName());
        return type.getAttribute(EnclosingMethodAttribute.tag) == null
                && (index < 0 || !AccessFlag.isPrivate(inner.accessFlags(index)));
    }

    private static void strip(ClassFile type) {
        type.getFields().removeIf(field -> !isOffered(field.getAccessFlags()));
        type.getMethods().removeIf(method -> !isOffered(method.getAccessFlags()));
        type.getMethods().forEach(method -> {
            method.removeCodeAttribute();
            method.removeAttribute("MethodParameters");
        });
        for (String attribute : List.of("SourceFile", "NestMembers", "NestHost", "BootstrapMethods")) {
            type.removeAttribute(attribute);
        }
        type.compact();
    }

    private static boolean isOffered(int flags) {
        return (AccessFlag.isPublic(flags) || AccessFlag.isProtected(flags)) && (flags & AccessFlag.SYNTHETIC) == 0;
    }
}
