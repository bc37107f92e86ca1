using System.Globalization;
using Sim.Scenarios.Input;
using YamlDotNet.RepresentationModel;

namespace Sim.Scenarios.Binding;

/// <summary>Adds findings about fields that were read well but do not fit together, with the place in the file.</summary>
public sealed class FindingReporter
{
    private readonly YamlTree _tree;
    private readonly List<Finding> _findings;
    private readonly Func<string, string> _rename = field => field;

    internal FindingReporter(YamlTree tree, List<Finding> findings) => (_tree, _findings) = (tree, findings);

    private FindingReporter(FindingReporter origin, Func<string, string> rename)
        : this(origin._tree, origin._findings) => _rename = rename;

    /// <summary>A reporter for checks that know a field by another path than the file does.</summary>
    /// <param name="rename">From the path of the check to that of the file.</param>
    public FindingReporter Renamed(Func<string, string> rename) => new(this, rename);

    /// <summary>The file that was read, as the user named it.</summary>
    public string File => _tree.File;

    /// <summary>Reports a field; what is already reported word for word is not repeated.</summary>
    /// <param name="field">Dotted path, e.g. <c>vms[2].memory</c>; the deepest part that is in the file gives the line.</param>
    /// <param name="problem">What is wrong, with the value.</param>
    /// <param name="allowed">What would be right.</param>
    /// <param name="suggestion">The nearest right name.</param>
    public void Add(string field, string problem, string allowed = "", string suggestion = "")
    {
        var path = _rename(field);
        var node = Deepest(path);
        var finding = Finding.AtLine(_tree.FileOf(node), node.Start.Line, node.Start.Column, path, problem, allowed, suggestion);
        if (!_findings.Contains(finding)) _findings.Add(finding);
    }

    /// <summary>The file a field was written in: this one or one it extends.</summary>
    /// <param name="field">Dotted path; the deepest part that is in the file answers.</param>
    public string FileOf(string field) => _tree.FileOf(Deepest(field));

    /// <summary>The path of a file that a field names: beside the file the field was written in, unless it is a whole path.</summary>
    /// <param name="field">Dotted path of the field.</param>
    /// <param name="named">The file as the user named it.</param>
    public string Beside(string field, string named) => Path.Combine(Path.GetDirectoryName(FileOf(field)) ?? "", named);

    private YamlNode Deepest(string field)
    {
        YamlNode node = _tree.Root;
        foreach (var part in field.Split('.', '['))
        {
            YamlNode? next = null;
            if (node is YamlMappingNode map) map.Children.TryGetValue(new YamlScalarNode(part), out next);
            else if (node is YamlSequenceNode list
                && int.TryParse(part.TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < list.Children.Count) next = list.Children[index];
            if (next is null) return node;
            node = next;
        }

        return node;
    }
}
