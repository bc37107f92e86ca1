using Sim.Scenarios.Fio;
using Sim.Scenarios.Input;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sim.Scenarios.Binding;

/// <summary>A YAML file as a tree that remembers which file every node came from, after <c>extends:</c> has been followed.</summary>
public sealed class YamlTree
{
    private readonly List<string> _read = [];
    private readonly Dictionary<YamlNode, string> _files = new(ReferenceEqualityComparer.Instance);

    private YamlTree()
    {
    }

    /// <summary>The mapping at the root.</summary>
    public required YamlMappingNode Root { get; init; }

    /// <summary>The file at the root, as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The file at the root and those it extends, in that order.</summary>
    public IReadOnlyList<string> Files => _read;

    /// <summary>Whether the file, with what it extends, has a key at its top.</summary>
    /// <param name="key">The key.</param>
    public bool Has(string key) => Root.Children.Keys.Any(node => node is YamlScalarNode scalar && scalar.Value == key);

    /// <summary>The file that a node was written in.</summary>
    /// <param name="node">A node of this tree.</param>
    public string FileOf(YamlNode node) => _files.GetValueOrDefault(node, File);

    /// <summary>Reads a file and the files it extends; the extending file's keys win, mappings merge, lists replace.</summary>
    /// <param name="path">The file; a job file of fio (<see cref="FioJobFile"/>) is read as the scenario that it stands for.</param>
    /// <param name="areCopies">Whether the files it extends lie beside it, wherever the originals lay.</param>
    /// <exception cref="InputException">The file is missing, is not YAML, is not a mapping, or extends itself.</exception>
    public static YamlTree Load(string path, bool areCopies = false) => Load(path, areCopies, []);

    /// <summary>Reads YAML from a text, for tests and for standard input.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="name">What to call it in findings.</param>
    /// <exception cref="InputException">The text is not YAML or not a mapping.</exception>
    public static YamlTree Parse(string text, string name) => FromText(text, name);

    private static YamlTree Load(string path, bool areCopies, List<string> chain)
    {
        string text;
        try
        {
            text = System.IO.File.ReadAllText(FioJobFile.SplitPath(path).File);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
            var near = Directory.Exists(folder) && !Directory.Exists(path)
                ? NearestName.Of(Path.GetFileName(path), Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)!))
                : "";
            throw new InputException(new Finding(path, "", "", Directory.Exists(path) ? "is a directory, not a file" : System.IO.File.Exists(path) ? $"cannot be read: {failure.Message}" : "does not exist", "", near));
        }

        if (FioJobFile.Is(path)) return FromText(FioScenario.TextOf(text, path), path);
        var tree = FromText(text, path);
        var key = new YamlScalarNode("extends");
        if (!tree.Root.Children.TryGetValue(key, out var parentNode)) return tree;

        var full = Path.GetFullPath(path);
        if (parentNode is not YamlScalarNode { Value: { Length: > 0 } parentName })
            throw new InputException(At(tree, parentNode, "extends", "names no file"));
        if (areCopies) parentName = Path.GetFileName(parentName);
        var parentPath = Path.Combine(Path.GetDirectoryName(full) ?? ".", parentName);
        chain.Add(full);
        if (chain.Contains(Path.GetFullPath(parentPath), StringComparer.Ordinal))
            throw new InputException(At(tree, parentNode, "extends", $"'{parentName}' extends this file in turn"));

        var shown = Path.IsPathRooted(parentName) ? parentName : Path.Combine(Path.GetDirectoryName(path) ?? "", parentName);
        var parent = Load(shown, areCopies, chain);
        tree.Root.Children.Remove(key);
        foreach (var (node, file) in parent._files) tree._files[node] = file;
        tree._read.AddRange(parent._read);
        Merge(tree.Root, parent.Root);
        return tree;
    }

    private static YamlTree FromText(string text, string name)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        try
        {
            stream.Load(parser);
        }
        catch (YamlException failure)
        {
            throw new InputException(Finding.AtLine(
                name, failure.Start.Line, failure.Start.Column, "", $"is not YAML: {Innermost(failure)}"));
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 18 says so of some broken texts, e.g. a list that a line break of another script (U+0085) cuts in two, or a document that ends inside a key.
            var last = parser.Current?.End ?? Mark.Empty;
            throw new InputException(Finding.AtLine(name, last.Line, last.Column, "", "is not YAML behind this place"));
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new InputException(new Finding(name, "", "", "is empty or not a list of 'key: value' lines"));
        var tree = new YamlTree { Root = root, File = name };
        tree._read.Add(name);
        foreach (var node in root.AllNodes) tree._files[node] = name;
        return tree;
    }

    private static void Merge(YamlMappingNode child, YamlMappingNode parent)
    {
        foreach (var (key, value) in parent.Children)
        {
            if (!child.Children.TryGetValue(key, out var own)) child.Children[key] = value;
            else if (own is YamlMappingNode ownMap && value is YamlMappingNode parentMap) Merge(ownMap, parentMap);
        }
    }

    private static string Innermost(Exception failure) =>
        failure.InnerException is { } inner ? Innermost(inner) : failure.Message;

    private static Finding At(YamlTree tree, YamlNode node, string field, string problem) =>
        Finding.AtLine(tree.File, node.Start.Line, node.Start.Column, field, problem);
}
