using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sim.Architecture.Tests;

/// <summary>What a compiled assembly really uses, read from its metadata without loading it.</summary>
internal sealed class CompiledAssembly
{
    private CompiledAssembly(string name, IReadOnlyList<string> references, IReadOnlyList<string> members, IReadOnlyList<string> types) =>
        (Name, References, Members, Types) = (name, references, members, types);

    public string Name { get; }

    /// <summary>Names of the assemblies it uses a type of.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Foreign members that its code mentions, as <c>Namespace.Type.Member</c>.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>Foreign types that its code mentions, as <c>Namespace.Type</c>.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>All assemblies of the product, by file beside the tests.</summary>
    public static IReadOnlyList<CompiledAssembly> Product { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Where(path => Path.GetFileName(path) is var file
                && (file == "hvsim.dll" || (file.StartsWith("Sim.", StringComparison.Ordinal) && file != "Sim.Testing.dll" && !file.EndsWith(".Tests.dll", StringComparison.Ordinal))))
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    private static CompiledAssembly Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var executable = new PEReader(stream);
        var metadata = executable.GetMetadataReader();
        var types = metadata.TypeReferences.ToDictionary(handle => (EntityHandle)handle, handle => NameOf(metadata, metadata.GetTypeReference(handle)));
        var members = metadata.MemberReferences
            .Select(metadata.GetMemberReference)
            .Select(member => (Owner: types.GetValueOrDefault(member.Parent), Name: metadata.GetString(member.Name)))
            .Where(member => member.Owner is not null)
            .Select(member => $"{member.Owner}.{member.Name}");
        return new CompiledAssembly(
            metadata.GetString(metadata.GetAssemblyDefinition().Name),
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))],
            [.. members.Distinct()],
            [.. types.Values.Distinct()]);
    }

    private static string NameOf(MetadataReader metadata, TypeReference type) =>
        $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
}
