using System.Collections.Immutable;
using Sim.Calibration.Cpu;
using Sim.Calibration.Profiles;
using Sim.Calibration.Services;
using Sim.Core.Time;

namespace Sim.Calibration.Tests.Services;

public sealed class ServiceEstimatorTests
{
    private static readonly ServiceMachine Machine = new(new CpuMachine().With(2, 0), SimDuration.FromMicroseconds(20));

    [Fact]
    public void Own_one_client_cases_balance_as_worked_out_by_hand()
    {
        var found = ServiceEstimator.Estimate([MeasuredServices.Directory], Machine).ToDictionary(estimate => estimate.Program.Service, StringComparer.Ordinal);
        double Of(string service, string name) => found[service].Values.Single(value => value.Name == name).Value.Value / 1e3;
        // nginx: 7.56 s / 7213 = 1048.11 us and 7.55 / 7200 = 1048.61, less a refill of 20: 1028.36 in the mean;
        // client: 1110.007 - 1048.11 - 20 = 41.90 and 1110.692 - 1048.61 - 20 = 42.08.
        Assert.Equal(1028.36, Of("nginx", "demand"), 0.01);
        Assert.Equal(41.99, Of("nginx", "client_time"), 0.01);
        // MariaDB: 4.82 / 4431 = 1087.79 and 4.89 / 4420 = 1106.33, less 16 refills of 20: 777.06; client (1800 - 1087.79) / 16 - 20 = 24.51 and 23.98.
        Assert.Equal(777.06, Of("mariadb read-only", "demand"), 0.01);
        Assert.Equal(24.25, Of("mariadb read-only", "client_time"), 0.01);
        // Read-write has 21 wake-ups, and takes the client's time from the read-only service: 4.86 / 2817 = 1725.24 and 4.84 / 2675 = 1809.35, less 420: 1347.29;
        // commit: 2915 - 1767.29 - 20 x (24.25 + 20) = 262.8.
        Assert.Equal(1347.29, Of("mariadb read-write", "demand"), 0.01);
        Assert.Equal(24.25, Of("mariadb read-write", "client_time"), 0.01);
        Assert.Equal(262.8, Of("mariadb read-write", "commit_time"), 0.1);
        Assert.Equal(2, found["nginx"].Runs);
    }

    [Fact]
    public void Only_one_client_cases_without_neighbours_count()
    {
        var own = MeasuredServices.Directory;
        var alone = own with { Schedule = own.Schedule with { Cases = [.. own.Schedule.Cases.Where(one => one.IsAlone)] } };
        Assert.Equal(
            ServiceEstimator.Estimate([own], Machine).SelectMany(estimate => estimate.Values), ServiceEstimator.Estimate([alone], Machine).SelectMany(estimate => estimate.Values));
        Assert.Empty(ServiceEstimator.Estimate([own with { Schedule = own.Schedule with { Cases = [.. own.Schedule.Cases.Where(one => !one.IsAlone)] } }], Machine));
    }

    [Fact]
    public void Known_demands_are_found_again_from_what_a_machine_with_them_would_show()
    {
        ImmutableArray<ServiceDemand> known =
        [
            ServiceReplayTests.Demand("nginx", 900, 50), ServiceReplayTests.Demand("mariadb read-only", 640, 12),
            ServiceReplayTests.Demand("mariadb read-write", 1200, 12) with { CommitTime = SimDuration.FromMicroseconds(300) },
        ];
        var cases = known.Select(demand =>
        {
            var one = ServiceReplayTests.Case(demand.Service, 1);
            var run = ServiceReplay.Run(ServiceReplayTests.Schedule(one), one, [demand], Machine, 0)[0];
            return one with
            {
                Services =
                [
                    one.Services[0] with
                    {
                        Runs =
                        [
                            new ServiceRun
                            {
                                Requests = run.Requests, Throughput = run.Throughput, MeanMicroseconds = run.Mean / 1e3, P50Microseconds = run.P50 / 1e3, P90Microseconds = run.P50 / 1e3,
                                P95Microseconds = run.P50 / 1e3, P99Microseconds = run.P99 / 1e3, P999Microseconds = run.P99 / 1e3, Errors = 0, ServerCpuSeconds = run.ServerCpu,
                            },
                        ],
                    },
                ],
            };
        });
        var made = MeasuredServices.Directory with { Schedule = ServiceReplayTests.Schedule([.. cases]) };
        foreach (var (estimate, demand) in ServiceEstimator.Estimate([made], Machine).Zip(known))
        {
            double Of(string name) => estimate.Values.FirstOrDefault(value => value.Name == name).Value.Value / 1e3;
            // 2 s hold some 700 requests and the account a part of one more: 0.2 %; the client's time is the difference of two such numbers over the round trips.
            Assert.Equal(demand.Cpu.Microseconds, Of("demand"), demand.Cpu.Microseconds * 0.002);
            Assert.Equal(demand.ClientCpu.Microseconds, Of("client_time"), 2.0);
            Assert.Equal(demand.CommitTime.Microseconds, Of("commit_time"), 30.0);
        }
    }

    [Fact]
    public void A_profile_keeps_what_was_learned_and_says_what_was_assumed()
    {
        var profile = CalibrationRun.Calibrate([MeasuredServices.Folder]).Profile;
        var again = ProfileReader.Parse(ProfileWriter.Write(profile), "again.profile.yaml");
        var demand = ServiceProfile.DemandOf(again, "mariadb read-write", out var missing)!;
        Assert.Equal("", missing);
        Assert.Equal(1347.29, demand.Cpu.Microseconds, 0.01);
        Assert.Equal(Sim.Models.Parameters.Certainty.Assumed, again.Parameters.Single(parameter => parameter.Name == ServiceMachine.RefillName).Certainty);
        Assert.Null(ServiceProfile.DemandOf(again with { Parameters = [] }, "nginx", out missing));
        Assert.Equal("service.nginx.demand", missing);
    }

    [Fact]
    public void What_was_known_stays_and_fio_gives_the_refill()
    {
        var known = CalibrationRun.Calibrate([Samples.FioFolder], share: Sim.Calibration.Disks.FitShare.None).Profile;
        var wake = known.Parameters.Single(parameter => parameter.Name == "storage.software.cpu_per_wake");
        var profile = CalibrationRun.Calibrate([MeasuredServices.Folder], known).Profile;
        Assert.Equal(wake.Value, profile.Parameters.Single(parameter => parameter.Name == ServiceMachine.RefillName).Value);
        Assert.Equal(known.ValueOf("storage.read.service"), profile.ValueOf("storage.read.service"));
        Assert.Contains(profile.Files, file => file.Name.EndsWith("randread-4k-qd1-nj1.json", StringComparison.Ordinal));
    }
}
