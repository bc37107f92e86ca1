using System.Globalization;
using System.Reflection;
using System.Text;
using Sim.Models.Parameters;

namespace Sim.Scenarios.Binding;

/// <summary>How C# names are written in files: <c>camelCase</c> keys, <c>kebab-case</c> choices.</summary>
public static class FieldNames
{
    /// <summary>The key of a property, e.g. <c>VcpuCount</c> becomes <c>vcpuCount</c>, unless its parameter names another.</summary>
    public static string KeyOf(PropertyInfo property) => property.GetCustomAttribute<ParameterAttribute>() is { Key.Length: > 0 } facts
        ? facts.Key
        : char.ToLowerInvariant(property.Name[0]) + property.Name[1..];

    /// <summary>The text of a choice, e.g. <c>VirtioBlk</c> becomes <c>virtio-blk</c>.</summary>
    public static string ChoiceOf(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && !char.IsUpper(name[i - 1])) text.Append('-');
            text.Append(char.ToLower(name[i], CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>The properties a file may set, in the order they are declared.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.MetadataToken);
}
