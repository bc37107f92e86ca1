using System.Reflection;
using Sim.Models.Measurement;

namespace Sim.Models.Tests.Measurement;

/// <summary>Every CPU metric says where it is found on a real host and which whole number it is made of.</summary>
public sealed class CpuCountersTests
{
    [Fact]
    public void Every_metric_of_cpus_has_its_counters_and_no_other()
    {
        var wanted = MetricCatalog.All.Select(metric => metric.Name)
            .Where(name => name.StartsWith("vcpu.", StringComparison.Ordinal) || name.StartsWith("vm.", StringComparison.Ordinal) || name.StartsWith("host.", StringComparison.Ordinal)
                || name.StartsWith("storage_thread.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(wanted, CpuCounters.All.Select(one => one.Metric).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Accounts_exist_and_are_whole_numbers()
    {
        var types = typeof(CpuCounters).Assembly.GetTypes().Where(type => type.IsPublic).ToLookup(type => type.Name, StringComparer.Ordinal);
        Assert.All(CpuCounters.All, one =>
        {
            var (typeName, memberName) = one.Account.Split('.') is [var left, var right] ? (left, right) : throw new InvalidOperationException(one.Account);
            var member = Assert.Single(types[typeName]).GetMember(memberName).First();
            Assert.Equal(typeof(long), member is MethodInfo method ? method.ReturnType : ((PropertyInfo)member).PropertyType);
        });
    }
}
